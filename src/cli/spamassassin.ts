import { keepCompiledCode } from './compile-cache.ts'

keepCompiledCode()
const { runSpamassassin } = await import('./spamassassin/run-spamassassin.ts')
await runSpamassassin(process.argv.slice(2))
