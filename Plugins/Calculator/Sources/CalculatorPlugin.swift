public import PluginKit

/// Calculator: what miners earn, today and in the months to come. One value a tenant.
public struct CalculatorPlugin: Plugin {
    let settings: CalculatorSettings
    let context: PluginContext

    /// Makes the instance of one tenant.
    public init(settings: CalculatorSettings, context: PluginContext) {
        self.settings = settings
        self.context = context
    }

    /// The JSON interface and the pages.
    public var routes: [Route] {
        CalculationRoutes(context: context, settings: settings).routes
        BatchRoutes(context: context, settings: settings).routes
        CatalogueRoutes(context: context, settings: settings).routes
        PageRoutes(context: context, settings: settings).routes
    }
}

/// Settings of one instance; the manifest's schema fills in what is not said.
public struct CalculatorSettings: PluginSettings {
    /// From this age on stored values of the market are shown as old.
    var marketStaleMinutes: Int
}

/// What the library offers; entry.c hands it to the host.
@c(calculator_get) public func calculatorGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
    PluginEntry<CalculatorPlugin>.get(id)
}
