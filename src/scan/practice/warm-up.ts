import type { Engine } from '../engine-port.ts'

/** Makes the rules ready, as they are when they first run: that is better done before a client waits, as spamd does. */
export async function warmUp(engine: Engine): Promise<void> {
  try {
    const bytes = Buffer.from(MESSAGE, 'latin1')
    const request = { bytes, wants: 'report', offline: true, withoutStores: true, withoutLimit: true } as const
    await engine.scan(request, new Int32Array(1))
  } catch {
    // What is wrong with it will be said of a client's message.
  }
}

const MESSAGE = [
  'Received: from localhost (localhost [127.0.0.1]) by localhost with ESMTP; Tue, 3 Nov 2026 10:00:00 +0000',
  'Date: Tue, 3 Nov 2026 10:00:00 +0000',
  'From: <ignore@example.com>',
  'To: <ignore@example.org>',
  'Subject: warming up',
  'Message-Id: <1@example.com>',
  'MIME-Version: 1.0',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<html><body><p>A text and <a href="http://www.example.com/">a link</a>.</p></body></html>',
  '',
].join('\n')
