import { linkedSources } from '../pages.js'

export default {
  paths: () => linkedSources().map(({ path, content }) => ({ params: { path }, content })),
}
