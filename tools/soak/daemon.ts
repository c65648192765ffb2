// The daemon of a soak: assayd's parts, with an engine that some messages end. Prints the port; ends at SIGTERM.
//   node tools/soak/daemon.ts THREADS [FOLDER OF SITE RULES]
import { lineLog } from '../../src/daemon/log.ts'
import { runUntilStopped } from '../../src/daemon/signals.ts'
import { startDaemon } from '../../src/daemon/start.ts'
import { learningScanner } from '../../src/scan/learning-scanner.ts'

const [threads = '2', rules] = process.argv.slice(2)
const places = rules === undefined ? {} : { configPath: rules, siteConfigPath: rules }
const log = lineLog((line) => void process.stderr.write(line))
let threadsThatServe: (() => number) | undefined
const daemon = await startDaemon(
  {
    listen: ['127.0.0.1:0'],
    server: { allowedIps: ['127.0.0.0/8'], timeoutTcp: 5, maxMessageBytes: 32_000_000 },
  },
  {
    log,
    makeScanner: async () => {
      const scanner = await learningScanner({
        config: {
          ...places,
          userPreferences: false,
          cf: ['use_bayes 0'],
          pre: [],
          localOnly: true,
        },
        workers: Number(threads),
        warmThreads: threadsThatServe?.(),
        engineModule: new URL('./mortal-engine.ts', import.meta.url),
        warn: (message) => log.warn(message),
      })
      threadsThatServe = () => scanner.threadCount
      return scanner
    },
  },
)
const address = daemon.listeners[0]?.address
if (address?.type !== 'tcp') throw new Error('no port')
console.log(address.port)
await runUntilStopped(daemon, log)
