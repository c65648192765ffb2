import { NetSet } from '../src/base/net-set.ts'
import { defaultTextOptions, type MessageOptions } from '../src/message/options.ts'

/** How messages are read when views are compared: SpamAssassin's defaults with nothing configured. */
export const viewOptions: MessageOptions = {
  ...defaultTextOptions,
  relayOptions: {
    trusted: new NetSet(),
    internal: new NetSet(),
    msa: new NetSet(),
    trustedConfigured: false,
    internalConfigured: false,
    originatingIpHeaders: [],
    envelopeSenderHeader: undefined,
    alwaysTrustEnvelopeSender: false,
    originating: false,
  },
  uriOptions: {
    redirectorPatterns: [],
    tlds: { tld: new Set(), tld2: new Set(), tld3: new Set() },
    parseDkimUris: true,
  },
}
