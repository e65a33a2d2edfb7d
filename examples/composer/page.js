import library from '/chat-service/chat-service.js';

const [tag] = library.components;
const manifest = await customElements.get(tag).__manifest;

// Requests that a mock knows are answered by it; nothing else leaves the preview.
const mocks = manifest.mocks.fetch({});
window.asked = [];
const plain = window.fetch.bind(window);
window.fetch = (input, init) => {
  const url = new URL(input.url ?? input, location.origin);
  const method = init?.method ?? input.method ?? 'GET';
  const mock = mocks.find((it) => it.url.pathname === url.pathname && (it.url.origin ?? url.origin) === url.origin && (it.method ?? 'GET') === method);
  window.asked.push(`${method} ${url.origin === location.origin ? '' : url.origin}${url.pathname}${mock ? '' : ' (not mocked)'}`);
  return mock?.handler ? mock.handler(input instanceof Request ? input : url, init) : plain(input, init);
};

const { attributes = {}, properties = {} } = JSON.parse(manifest.example);
const element = document.createElement(tag);
for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
Object.assign(element, properties);
document.querySelector('.preview').append(element);

const form = document.querySelector('form');
for (const [name, schema] of Object.entries(manifest.properties)) {
  const { attribute } = schema.__mia_configuration;
  if (!attribute) continue;
  const field = document.createElement(schema.enum ? 'select' : 'input');
  for (const value of schema.enum ? ['', ...schema.enum] : []) field.append(new Option(value));
  field.name = name;
  field.value = attributes[attribute] ?? '';
  field.addEventListener('change', () => (field.value ? element.setAttribute(attribute, field.value) : element.removeAttribute(attribute)));
  const label = document.createElement('label');
  const about = document.createElement('small');
  about.textContent = schema.description;
  label.append(schema.title, about, field);
  form.append(label);
}
