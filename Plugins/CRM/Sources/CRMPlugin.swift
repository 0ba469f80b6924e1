public import PluginKit

/// CRM: whom a provider sells to, and what was agreed. One value a tenant.
public struct CRMPlugin: Plugin {
    let context: PluginContext

    /// Makes the instance of one tenant.
    public init(settings: NoSettings, context: PluginContext) { self.context = context }

    /// The JSON interface and the pages.
    public var routes: [Route] {
        for records in [RecordKind.lead, .contact, .deal, .activity, .contract] { RecordRoutes(context: context, kind: records).routes }
        StageRoutes(context: context).routes
        TableRoutes(context: context).routes
        BoardRoutes(context: context).routes
        LeadPageRoutes(context: context).routes
        InvoiceRoutes(context: context).routes
        ContractRoutes(context: context).routes
        InvoicePageRoutes(context: context).routes
    }
}

/// What the library offers; entry.c hands it to the host.
@c(crm_get) public func crmGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
    PluginEntry<CRMPlugin>.get(id)
}
