// What msal-browser needs on the page that a hidden frame comes back to.
import { broadcastResponseToMainFrame } from '@azure/msal-browser/redirect-bridge'

void broadcastResponseToMainFrame()
