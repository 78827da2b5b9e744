// Takes the answer to a login out of the URL, before SvelteKit reads it.
import '$lib/auth'
