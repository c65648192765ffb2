import type { Logger } from '../../base/logger.ts'
import type { Message } from '../../message/message.ts'
import type { SiteEngine } from '../../scan/engine.ts'
import type { SpamassassinOptions } from './spamassassin-options.ts'

type ListOptions = Pick<
  SpamassassinOptions,
  | 'addToBlocklist'
  | 'addToWelcomelist'
  | 'removeFromWelcomelist'
  | 'addAddressToBlocklist'
  | 'addAddressToWelcomelist'
  | 'removeAddressFromWelcomelist'
>

/** `--add-addr-to-…` and its kind: gives whether one of them was asked for. */
export async function changeOneAddress(options: ListOptions, _engine: SiteEngine, logger: Logger): Promise<boolean> {
  const address =
    options.addAddressToWelcomelist ?? options.removeAddressFromWelcomelist ?? options.addAddressToBlocklist
  if (!address) return false
  logger.dbg('auto-welcomelist', `no store of addresses is configured, ${address} is left as it is`)
  return true
}

/** `-W`, `-R` and `--add-to-blocklist`: all addresses of a message. */
export async function changeAddressLists(
  _message: Message,
  _options: ListOptions,
  _engine: SiteEngine,
  logger: Logger,
): Promise<void> {
  logger.dbg('auto-welcomelist', 'no store of addresses is configured')
}
