import Foundation

/// Where the host's own files and the vendor's files are.
struct ResourceLocator: Sendable {
    /// Templates, static files, catalogues.
    let resourcesDirectory: String
    /// Bootstrap, Chart.js, htmx; nil if they were not fetched.
    let vendorDirectory: String?

    /// - Throws: `WebServerError` if the host's own files are nowhere.
    init(configuration: WebConfiguration) throws {
        let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let candidates = [
            configuration.resourcesDirectory, executable.appendingPathComponent("hashinsight_HostWeb.resources/Resources").path,
            executable.appendingPathComponent("../share/hashinsight/web").standardizedFileURL.path,
        ].compactMap(\.self)
        guard let found = candidates.first(where: { Self.isDirectory($0 + "/templates") }) else {
            throw WebServerError(
                code: .resourcesMissing,
                message: "No templates/ folder in any of \(candidates.joined(separator: ", ")); give the pages' folder in the settings.")
        }
        resourcesDirectory = found
        let vendors = [
            configuration.vendorDirectory, executable.appendingPathComponent("../../assets/vendor").standardizedFileURL.path,
            executable.appendingPathComponent("../share/hashinsight/vendor").standardizedFileURL.path,
        ].compactMap(\.self)
        vendorDirectory = vendors.first(where: Self.isDirectory)
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
