// For programs that render pages without a browser: there the tag is only a tag.
export default { libraryName: 'chat-service', components: ['chat-service'] };
