// What a login in a window of its own or in a hidden frame needs, on either side, as one chunk: two chunks
// with a shared part would be three.

export { openPopup, signInThere } from './popup.js'
export { relayAnswer } from './popup-relay.js'
