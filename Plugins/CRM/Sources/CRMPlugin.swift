public import PluginKit

/// CRM: whom a provider sells to, and what was agreed. One value a tenant.
public struct CRMPlugin: Plugin {
    let settings: CRMSettings
    let context: PluginContext

    /// Makes the instance of one tenant.
    public init(settings: CRMSettings, context: PluginContext) { (self.settings, self.context) = (settings, context) }

    /// The JSON interface and the pages.
    public var routes: [Route] {
        for records in [RecordKind.lead, .contact, .deal, .activity, .contract] { RecordRoutes(context: context, kind: records).routes }
        StageRoutes(context: context).routes
        TableRoutes(context: context).routes
        BoardRoutes(context: context).routes
        LeadPageRoutes(context: context).routes
        InvoiceRoutes(context: context, settings: settings).routes
        ContractRoutes(context: context, settings: settings).routes
        InvoicePageRoutes(context: context).routes
        BillingRoutes(context: context, settings: settings).routes
        BillingPageRoutes(context: context, settings: settings).routes
        PaymentRoutes(context: context).routes
        ReminderRoutes(context: context).routes
        PriceRoutes(context: context).routes
    }

    /// Reminders of what is overdue, every hour.
    public var jobs: [Job] { ReminderJob(context: context, settings: settings).job }
}

/// What the library offers; entry.c hands it to the host.
@c(crm_get) public func crmGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
    PluginEntry<CRMPlugin>.get(id)
}
