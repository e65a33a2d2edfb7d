import './react.js';
import './node_modules/react-dom/umd/react-dom.production.min.js';

export const { createPortal, createRoot, findDOMNode, flushSync, hydrate, hydrateRoot, render, unmountComponentAtNode, unstable_batchedUpdates, unstable_renderSubtreeIntoContainer, version } = globalThis.ReactDOM;
export default globalThis.ReactDOM;
