import { parentPort, workerData } from 'node:worker_threads'
import type { Lesson } from '../../learn/store/token-store.ts'
import { loadLearner } from '../../scan/learner.ts'
import type { SiteOptions } from '../../scan/site.ts'
import { keepCompiledCode } from '../compile-cache.ts'
import { type MessageToLearn, makeLesson } from './learn-messages.ts'

/** What a thread starts from. */
export interface LessonStart {
  readonly options: SiteOptions
  readonly useIgnores: boolean
  readonly now: number
}

/** Messages for a thread, and the lessons they make; undefined for those that are passed over. */
export interface LessonTask {
  readonly id: number
  readonly messages: readonly MessageToLearn[]
}
export type LessonResult =
  | { readonly type: 'lessons'; readonly id: number; readonly lessons: readonly (Lesson | undefined)[] }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }

keepCompiledCode()
const { options, useIgnores, now } = workerData as LessonStart // `as`: whoever starts the thread passes exactly this
const learner = loadLearner(options, '')
parentPort?.on('message', ({ id, messages }: LessonTask) => {
  const say = (result: LessonResult): void => parentPort?.postMessage(result)
  try {
    say({ type: 'lessons', id, lessons: messages.map((message) => makeLesson(learner, message, { useIgnores, now })) })
  } catch (error) {
    say({ type: 'failed', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
