/// Settings of a plugin: a `Decodable` struct. The host has checked the JSON against the manifest's schema and filled in its defaults.
public protocol PluginSettings: Decodable, Sendable {}

/// Settings of a plugin that has none.
public struct NoSettings: PluginSettings {
    /// Makes the empty settings.
    public init() {}

    /// Accepts any object.
    public init(from decoder: any Decoder) {}
}
