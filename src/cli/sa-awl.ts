import { keepCompiledCode } from './compile-cache.ts'

keepCompiledCode()
const { runSaAwl } = await import('./sa-awl/run-sa-awl.ts')
process.exitCode = await runSaAwl(process.argv.slice(2))
