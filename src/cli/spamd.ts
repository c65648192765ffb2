import { keepCompiledCode } from './compile-cache.ts'

keepCompiledCode()
const { runSpamd } = await import('./spamd/run-spamd.ts')
await runSpamd(process.argv.slice(2))
