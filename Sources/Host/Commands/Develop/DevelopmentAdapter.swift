import Foundation
import HostPlugins
import HostWeb
import NIOCore

/// The plugins as the web server needs them while one is being developed: as long as something keeps it from being served, its pages say what.
struct DevelopmentAdapter: PluginDispatching {
    /// Name of the page's template in the notice's folder.
    static let template = "notice"

    let plugins: any PluginDispatching
    let notice: DevelopmentNotice
    let pluginId: String
    /// A folder as of a bundle, with the notice's template.
    let noticeFolder: String

    func match(method: String, path: String, tenantKey: Int64) -> PluginRouteMatch {
        guard let content = notice.current, path.split(separator: "/").contains(where: { $0 == pluginId }) else {
            return plugins.match(method: method, path: path, tenantKey: tenantKey)
        }
        let isPage = !path.hasPrefix("/api/")
        return .found(
            PluginRouteTarget(
                route: PluginRouteDescription(name: "notice", method: method, path: "/\(pluginId)", minimumRole: .guest, isPage: isPage),
                plugin: description, parameters: []
            ) { _ in
                guard isPage else { throw PluginCallFailure.refused(status: 503, code: "in_development", message: content.summary) }
                return PluginAnswer(
                    status: 503, contentType: "text/html", headers: [],
                    content: .page(template: Self.template, data: ByteBuffer(bytes: try JSONEncoder().encode(content)), titleKey: nil))
            })
    }

    /// With the notice's page in place of the plugin while nothing of it is loaded.
    func descriptions() -> [PluginDescription] { plugins.descriptions() }

    func versions(of plugin: String) -> [PluginDescription] { plugins.versions(of: plugin) }

    func serving(tenantKey: Int64) -> [PluginDescription] { plugins.serving(tenantKey: tenantKey) }

    private var description: PluginDescription {
        PluginDescription(
            id: pluginId, name: pluginId, version: "0.0.0", isolation: "host", bundleDirectory: noticeFolder, routes: [], navigation: [])
    }

    /// Writes the notice's template.
    static func writeTemplate(to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder + "/pages", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: folder + "/locales", withIntermediateDirectories: true)
        let page = """
            <div class="page-header" data-development-notice><h1>{{heading}}</h1></div>
            {{#faults}}<div class="notice notice-danger"><p class="mono">{{place}}</p><pre class="raw">{{text}}</pre></div>
            {{/faults}}<section class="panel"><div class="panel-body"><pre class="raw">{{output}}</pre></div></section>

            """
        try page.write(toFile: "\(folder)/pages/\(template).mustache", atomically: true, encoding: .utf8)
        for language in ["en", "zh-CN"] { try "{}".write(toFile: "\(folder)/locales/\(language).json", atomically: true, encoding: .utf8) }
    }
}
