import { keepCompiledCode } from './compile-cache.ts'
import { giveWayWithLittle } from './learn/give-way.ts'

keepCompiledCode()
giveWayWithLittle(process.argv.slice(2))
const { runSaLearn } = await import('./learn/run-sa-learn.ts')
process.exitCode = await runSaLearn(process.argv.slice(2))
