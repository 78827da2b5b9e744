export type { PopupOptions } from '../client/popup.js'
export { finishPopup } from './finish-popup.js'
export { loginWithPopup } from './login-with-popup.js'
