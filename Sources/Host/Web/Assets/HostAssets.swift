import Foundation
import Mustache

/// The host's own static files, templates and catalogues, read at start.
struct HostAssets: Sendable {
    /// `hashinsight.css`, `vendor/htmx-2.min.js`…
    let files: [String: StaticFile]
    let templates: MustacheLibrary
    /// By language.
    let catalogues: [String: Catalogue]
    /// English first, the others by name.
    let languages: [String]
    let isVendorMissing: Bool

    /// Reads the disk: not for an event loop.
    /// - Throws: `WebServerError`.
    init(_ locator: ResourceLocator) throws {
        var files = StaticFolder.load(locator.resourcesDirectory + "/static").files
        let vendor = locator.vendorDirectory.map(StaticFolder.load) ?? .empty
        for (name, file) in vendor.files { files["vendor/" + name] = file }
        self.files = files
        isVendorMissing = vendor.files.isEmpty
        do {
            templates = try TemplateFolder.load(locator.resourcesDirectory + "/templates")
            catalogues = try CatalogueFolder.load(locator.resourcesDirectory + "/locales", fallback: [:])
        } catch {
            throw WebServerError(code: .resourcesBroken, message: "\(error)")
        }
        languages = ["en"] + catalogues.keys.filter { $0 != "en" }.sorted()
    }

    /// The address of a file with its hash, for templates: `hashinsight.css` is `{{asset.hashinsight_css}}`.
    var addresses: [String: String] {
        var addresses: [String: String] = [:]
        for (name, file) in files {
            let key = String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
            addresses[key] = "/static/\(name)?v=\(file.hash)"
        }
        return addresses
    }
}
