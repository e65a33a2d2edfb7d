/*
 * Stands in for what wasm-bindgen writes, so that the loader can be tested without compiling the element.
 * Its "Rust" draws one text per element, and traps when told to. Served as the module `chat-service:wasm`.
 */
export const version = '0.0.0';
export const languages = ['en', 'it'];

let lives = 0;

export function bindings({ guard, crashed, fetch_later, language_of, make_custom_element, mark, texts_of, uncover, WebSocket }) {
  lives += 1;
  const life = lives;
  const trap = () => {
    throw new WebAssembly.RuntimeError('unreachable');
  };
  const wasm = guard({
    construct(callbacks) {
      const state = { backend: '', filters: undefined, connected: 0, disconnected: 0 };
      const draw = (element) => {
        const body = element.shadowRoot.querySelector('.body');
        if (body) body.textContent = `life ${life} ${state.backend} ${state.filters}`;
        element.texts = texts_of(element.closest('[lang]')?.lang || 'en');
      };
      const entry = (run) => guard({ run }).run;
      callbacks._constructor = entry((element) => {
        const given = element.filters;
        Object.defineProperty(element, 'filters', {
          configurable: true,
          get: entry(() => state.filters),
          set: entry((value) => {
            state.filters = value;
            draw(element);
          }),
        });
        if (given !== undefined) element.filters = given;
        // What "Rust" does until the later part is here: inputs wait, in order.
        const inbox = [];
        let isHere = false;
        element.feed = entry((input) => {
          inbox.push(input);
          if (isHere) element.done = (element.done ?? []).concat(inbox.splice(0));
        });
        element.fetchLater = entry(() =>
          fetch_later(
            entry(() => {
              isHere = true;
              element.done = inbox.splice(0);
              element.life = life;
            }),
          ),
        );
        element.language = () => language_of(element);
        element.counts = () => `${state.connected}/${state.disconnected}`;
        element.trap = entry(trap);
        element.panic = entry(() => {
          crashed('panicked at\nsomewhere');
          trap();
        });
        element.trapInside = entry(() => {
          try {
            element.trap();
          } catch (error) {
            wasm.handle(error); // as generated glue does with exceptions: this must not revive anything
          }
        });
        element.connectTo = entry((url) => {
          element.socket = new WebSocket(url);
        });
      });
      callbacks._injectChildren = entry((root) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('.body { color: red }');
        root.adoptedStyleSheets.push(sheet);
      });
      callbacks._connectedCallback = entry((element) => {
        state.connected += 1;
        const field = document.createElement('textarea');
        field.dataset.composer = '';
        const body = document.createElement('div');
        body.className = 'body';
        element.shadowRoot.replaceChildren(...[...element.shadowRoot.children].filter((it) => it.dataset.state), body, field);
        uncover(element);
        mark(element, 'online', element.filters !== 'not yet');
        draw(element);
      });
      callbacks._disconnectedCallback = entry(() => {
        state.disconnected += 1;
      });
      callbacks._adoptedCallback = entry(() => {});
      callbacks._attributeChangedCallback = entry((element, name, _before, after) => {
        if (name === 'backend-url') state.backend = after;
        draw(element);
      });
    },
    handle() {},
    __wbindgen_start() {
      make_custom_element(HTMLElement, 'chat-service', true, wasm.construct, ['backend-url'], undefined);
    },
  });
  return { imports: {}, start: (instance) => (Object.assign(globalThis, { lastInstance: instance }), wasm.__wbindgen_start()) };
}
