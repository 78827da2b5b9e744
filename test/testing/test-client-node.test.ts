// @vitest-environment node

import { testClientFacts } from './test-client-facts.js'

testClientFacts('Node')
