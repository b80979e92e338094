/** The bundle's entry: defines <dualpath-chat>. */
import { DualPathChat } from './components/dualpath-chat.js';

if (customElements.get('dualpath-chat') === undefined) customElements.define('dualpath-chat', DualPathChat);

export { DualPathChat };
