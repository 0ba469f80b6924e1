import PluginKit

/// Each tenant has items: one value of this type runs for each tenant that has the plugin.
public struct ItemsPlugin: Plugin {
    /// As the schema in plugin.yaml describes them; the host has checked them and filled in the defaults.
    public struct Settings: PluginSettings {
        /// The most items that a list or page shows.
        var itemsShown: Int64
    }

    let settings: Settings
    let context: PluginContext

    /// Made by the host when the plugin is switched on for a tenant.
    public init(settings: Settings, context: PluginContext) {
        self.settings = settings
        self.context = context
    }

    /// By the names in plugin.yaml.
    public var routes: [Route] {
        Route("list_items", list)
        Route("add_item", add)
        Route("items_page", page)
    }

    /// By the names in plugin.yaml.
    public var jobs: [Job] {
        Job("count") { _ in
            let rows = try await context.database.query("items_count")
            let items: Int64 = try rows.one()["items"]
            return JobSummary { $0.field("items", items) }
        }
    }

    @Sendable private func list(_ request: Request) async throws -> Response {
        let items = try await context.database.query("items_page", .integer(settings.itemsShown))
        return .json { $0.object { $0.rows("items", items) } }
    }

    @Sendable private func add(_ request: Request) async throws -> Response {
        let name = try request.parameter("name")
        guard (1...64).contains(name.unicodeScalars.count) else {
            throw PluginError(.invalidArgument, "name: expected 1 to 64 characters.")
        }
        let rows = try await context.database.query("item_add", .text(name))
        let id: String = try rows.one()["id"]
        try context.events.publish("added") { $0.field("id", id) }
        return .json(status: 201) { $0.object { $0.field("id", id) } }
    }

    @Sendable private func page(_ request: Request) async throws -> Response {
        let items = try await context.database.query("items_page", .integer(settings.itemsShown))
        return .page("items", title: "items.title") { $0.rows("items", items) }
    }
}

/// What the exported entry answers with.
@c(my_plugin_get) public func pluginGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
    PluginEntry<ItemsPlugin>.get(id)
}
