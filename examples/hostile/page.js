// More in the prototypes than the language has, as old libraries do it: enumerable, and with names that others use.
Array.prototype.last = function () {
  return this[this.length - 1];
};
Object.prototype.token = 'polluted';
Object.prototype.url = 'https://polluted.invalid/';
Object.prototype.html = '<img src=x onerror="window.ran = 1">';
Object.prototype.config = 'polluted';
Object.prototype.apiKey = 'polluted';
Object.prototype.onload = 'polluted';
Array.prototype.map = ((plain) => function (act, self) { return plain.call(this, act, self); })(Array.prototype.map);
String.prototype.trim = ((plain) => function () { return plain.call(this); })(String.prototype.trim);

// A wrapped fetch, as monitors do it: it hears of every request and passes it on.
const plain = window.fetch;
window.heard = [];
window.fetch = function (input, ...more) {
  window.heard.push(input instanceof Request ? input.url : String(input));
  return plain.call(this, input, ...more);
};

// Shortcuts of the page: what is typed into the chat is not meant for them.
window.shortcuts = [];
document.addEventListener('keydown', (event) => window.shortcuts.push(event.key));
