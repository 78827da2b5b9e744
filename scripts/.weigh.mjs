import { build } from 'vite'
import { gzipSync } from 'node:zlib'
const r = await build({ configFile:false, logLevel:'silent', build:{ write:false, rollupOptions:{ input: process.argv[2] ?? 'test/size/quick-start.ts', preserveEntrySignatures:'exports-only' } } })
let t=0
for (const c of r.output.filter(c=>c.type==='chunk')) { const n=(c.isEntry||process.argv[3])?gzipSync(c.code,{level:9}).length:0; if(c.isEntry) t+=n; if(process.argv[3]) console.log(c.fileName,n) }
console.log(t)
