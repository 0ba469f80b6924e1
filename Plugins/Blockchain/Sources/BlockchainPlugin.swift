public import PluginKit

/// Blockchain: what a tenant has notarized, and the proofs of it. One value a tenant.
public struct BlockchainPlugin: Plugin {
    let settings: BlockchainSettings
    let context: PluginContext

    /// Makes the instance of one tenant.
    public init(settings: BlockchainSettings, context: PluginContext) { (self.settings, self.context) = (settings, context) }

    /// The JSON interface and the pages.
    public var routes: [Route] {
        RecordRoutes(context: context, settings: settings).routes
        ProofRoutes(context: context).routes
        RecordPageRoutes(context: context, settings: settings).routes
    }

    /// Gathers, appends, submits and follows, every minute.
    public var jobs: [Job] { NotarizeJob(context: context, settings: settings).job }
}

/// What the library offers; entry.c hands it to the host.
@c(blockchain_get) public func blockchainGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
    PluginEntry<BlockchainPlugin>.get(id)
}
