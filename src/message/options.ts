import type { RelayOptions } from './relays/options.ts'
import type { UriOptions } from './uri/options.ts'

/** How text parts become what body and rawbody rules see. */
export interface TextOptions {
  /** Recode textual parts to UTF-8 (normalize_charset). */
  readonly normalizeCharset: boolean
  /** Characters of each rendered part that body rules see; 0 is no limit (body_part_scan_size). */
  readonly bodyPartScanSize: number
  /** Bytes of each decoded part that rawbody rules see; 0 is no limit (rawbody_part_scan_size). */
  readonly rawbodyPartScanSize: number
}

/** What of the configuration the parser of messages needs, as plain data: this layer knows no Conf. */
export interface MessageOptions extends TextOptions {
  readonly relayOptions: RelayOptions
  readonly uriOptions: UriOptions
}

/** SpamAssassin's defaults. */
export const defaultTextOptions: TextOptions = {
  normalizeCharset: true,
  bodyPartScanSize: 50_000,
  rawbodyPartScanSize: 500_000,
}
