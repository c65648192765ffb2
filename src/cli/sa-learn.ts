import { keepCompiledCode } from './compile-cache.ts'

keepCompiledCode()
const { runSaLearn } = await import('./learn/run-sa-learn.ts')
process.exitCode = await runSaLearn(process.argv.slice(2))
