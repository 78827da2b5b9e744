export { type DescribeOptions, describeDiagnosis, type TextStyle } from './describe.js'
export { type DiagnoseOptions, type Diagnosis, diagnose } from './diagnose.js'
export type { CheckGroup, Finding, ProviderPlace, Verdict } from './finding.js'
