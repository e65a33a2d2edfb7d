// A page would write both addresses into its markup; here they depend on the port of the demo, or come from `?from=`.
const elsewhere =
  new URLSearchParams(location.search).get('from') ?? `//${location.hostname === 'localhost' ? '127.0.0.1' : 'localhost'}:${location.port}`;
document.querySelector('chat-service').setAttribute('backend-url', `${elsewhere}/as/giulia`);
const script = document.createElement('script');
script.type = 'module';
script.src = `${elsewhere}/chat-service/chat-service.js`;
document.head.append(script);
