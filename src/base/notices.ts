// In base because resolvers, plugins and stores in any thread have something to tell the administrator, and only the
// thread that owns the log can write it.
import { BroadcastChannel } from 'node:worker_threads'

const CHANNEL = 'assay.notices'
/** How long the same words are not said again. */
const REPEAT_AFTER_MS = 3_600_000
/** Different words remembered; more are not at hand in any hour. */
const MAX_REMEMBERED = 1000

const channels = new Map<string, BroadcastChannel>()

function channel(): BroadcastChannel {
  let open = channels.get(CHANNEL)
  if (!open) {
    open = new BroadcastChannel(CHANNEL)
    open.unref()
    channels.set(CHANNEL, open)
  }
  return open
}

/** Says something to the administrator, from whatever thread; equal words are shown once an hour. */
export function notice(message: string): void {
  channel().postMessage(message)
}

/** Hears what any thread of the process says. Returns how to stop. */
export function onNotice(show: (message: string) => void): () => void {
  const listener = new BroadcastChannel(CHANNEL)
  listener.unref()
  const said = new Map<string, number>()
  listener.onmessage = (event) => {
    const message = String((event as MessageEvent).data) // the types of Node leave it open
    const now = Date.now()
    if (now - (said.get(message) ?? Number.NEGATIVE_INFINITY) < REPEAT_AFTER_MS) return
    if (said.size >= MAX_REMEMBERED) said.clear()
    said.set(message, now)
    show(message)
  }
  return () => listener.close()
}
