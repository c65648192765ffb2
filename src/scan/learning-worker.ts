import { parentPort, workerData } from 'node:worker_threads'
import { notice } from '../base/notices.ts'
import type { Conf } from '../conf/conf.ts'
import { forgetMessage, learnMessage } from '../plugins/bayes/learn-message.ts'
import { type Learner, learnerOf } from './learner.ts'
import type { LearnAnswer, LearningResult, LearningTask, LearnRequest } from './learning.ts'
import { loadSite, type SiteOptions } from './site.ts'
import { SiteStores } from './site-stores.ts'

/** What the learning thread starts from. */
export interface LearningStart {
  readonly options: SiteOptions
}

const port = parentPort
if (port) serve(port, workerData as LearningStart) // `as`: whoever starts the thread passes exactly this

function serve(from: NonNullable<typeof parentPort>, { options }: LearningStart): void {
  const site = loadSite({ ...options, withoutRules: true })
  const stores = new SiteStores(site, 'any')
  const say = (result: LearningResult): void => from.postMessage(result)
  const running = new Set<Promise<void>>()

  const learn = async (id: number, request: LearnRequest): Promise<void> => {
    try {
      say({ type: 'answer', id, answer: await learned(request) })
    } catch (error) {
      say({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) })
    }
  }

  async function learned(request: LearnRequest): Promise<LearnAnswer> {
    const conf = request.preferences ? site.readUser(request.preferences) : site.conf
    const store = await stores.of(conf, { name: request.user, directory: request.userDirectory })
    if (!store) return { learned: false, forgotten: false }
    const message = learnerFor(conf).read(request.bytes)
    const { learnAs } = request
    const as = learnAs === 'spam' ? 's' : 'h'
    const header = 'as scanned'
    const how = { opposite: 'relearn', useIgnores: true, now: Math.floor(Date.now() / 1000), header } as const
    const result = learnAs && (await learnMessage(conf, store, message, as, how))
    const forgotten = request.forget && (await forgetMessage(conf, store, message, header))
    return { learned: result === 'learned', forgotten }
  }

  const siteLearner = learnerOf(site, site.conf, '')
  const learnerFor = (conf: Conf): Pick<Learner, 'read'> =>
    conf === site.conf ? siteLearner : learnerOf(site, conf, '')

  from.on('message', (task: LearningTask) => {
    if (task.type === 'learn') {
      const run = learn(task.id, task.request)
      running.add(run)
      void run.finally(() => running.delete(run))
      return
    }
    void Promise.all(running)
      .then(() => stores.close())
      .catch((error: unknown) => notice(`bayes: ${error instanceof Error ? error.message : String(error)}`))
      .finally(() => from.close())
  })
  // Owned from the start, so that others find it served.
  void stores.of(site.conf, { name: undefined, directory: undefined }).finally(() => say({ type: 'ready' }))
}
