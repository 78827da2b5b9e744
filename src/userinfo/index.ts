export { userInfo } from './user-info.js'
