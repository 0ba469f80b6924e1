/// A plugin: what one tenant gets when the plugin is enabled for it.
///
/// The host makes one value per tenant (an instance), with that tenant's settings, and drops it when the plugin is disabled.
/// Names of routes and jobs are those of the bundle's `plugin.yaml`.
///
/// ```swift
/// struct GreeterPlugin: Plugin {
///     struct Settings: PluginSettings { var greeting: String }
///     let settings: Settings
///     let context: PluginContext
///
///     init(settings: Settings, context: PluginContext) { (self.settings, self.context) = (settings, context) }
///
///     var routes: [Route] {
///         Route("list_visitors") { request in
///             let visitors = try await context.database.query("visitors_page", .integer(request.integer("page") ?? 1))
///             return .json { $0.object { $0.rows("items", visitors) } }
///         }
///     }
/// }
/// ```
///
/// Thread: every handler runs on threads of the plugin's own, several at once; `Sendable` keeps that safe.
public protocol Plugin: Sendable {
    /// The settings, decoded from JSON that fits the manifest's schema. Keys `like_this` fill properties `likeThis`.
    associatedtype Settings: PluginSettings = NoSettings

    /// Makes the instance of one tenant. Must not block longer than a second; may throw to refuse: the operator reads the error.
    init(settings: Settings, context: PluginContext) throws

    /// The routes that this plugin answers, by the manifest's names. Read once, after `init`.
    @ListBuilder<Route> var routes: [Route] { get }

    /// The jobs that this plugin runs, by the manifest's names. Read once, after `init`.
    @ListBuilder<Job> var jobs: [Job] { get }
}

extension Plugin {
    /// No routes.
    public var routes: [Route] { [] }

    /// No jobs.
    public var jobs: [Job] { [] }
}
