import { auth } from '../auth.js'

// Each story that is opened, in a window of its own as well, may be where a login comes back to.
auth.start()

export default {}
