/** Line icons on a 16 by 16 grid, drawn in the colour of the text around them. */
const paths = {
  check: 'M3 8.5l3.2 3.2L13 4.8',
  pencil: 'M3 13l.7-2.9 7.2-7.2a1.3 1.3 0 0 1 1.9 0l.3.3a1.3 1.3 0 0 1 0 1.9L5.9 12.3 3 13z',
  replace: 'M3 6.5h8.5M9 4l2.5 2.5L9 9M13 10.5H4.5M7 8l-2.5 2.5L7 13',
  question: 'M5.8 6.2a2.2 2.2 0 1 1 3.4 1.9c-.8.5-1.2.9-1.2 1.8M8 12.4v.1',
  clock: 'M8 4.6V8l2.3 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
  again: 'M2.8 8a5.2 5.2 0 1 1 1.6 3.8M2.6 12.6v-3h3',
  stop: 'M4.5 4.5h7v7h-7z',
  alert: 'M8 4.8v4M8 11.2v.1M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
  draft: 'M3 12.5h2M7 12.5h2M11 12.5h2M3 8.5h10M3 4.5h10',
  dots: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
  send: 'M8 13V3.2M3.8 7.3L8 3l4.2 4.3',
  plus: 'M8 3.2v9.6M3.2 8h9.6',
  down: 'M8 3v9.8M3.8 8.7L8 13l4.2-4.3',
} as const;

export type IconName = keyof typeof paths;

const svg = 'http://www.w3.org/2000/svg';

/** An icon is ornament: the words beside it, or the button's label, say what it means. */
export function icon(name: IconName): SVGSVGElement {
  const root = document.createElementNS(svg, 'svg');
  root.setAttribute('viewBox', '0 0 16 16');
  root.setAttribute('aria-hidden', 'true');
  root.setAttribute('class', 'icon');
  root.append(document.createElementNS(svg, 'path'));
  setIcon(root, name);
  return root;
}

export function setIcon(root: SVGSVGElement, name: IconName): void {
  if (root.dataset['icon'] === name) return;
  root.dataset['icon'] = name;
  root.firstElementChild?.setAttribute('d', paths[name]);
}
