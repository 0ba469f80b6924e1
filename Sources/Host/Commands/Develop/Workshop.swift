import Foundation
import HostPlugins

/// Where `dev` keeps what it needs for one plugin, by default `.dev` in the plugin's source folder.
struct Workshop: Sendable {
    /// The plugin's source folder, absolute.
    let source: String
    /// Absolute.
    let folder: String

    var configuration: String { folder + "/tenants.yaml" }
    var data: String { folder + "/data" }
    var logins: String { folder + "/logins.tsv" }
    var notice: String { folder + "/notice" }

    /// Makes the folder.
    /// - Throws: ``Failure``.
    func prepare() throws {
        do {
            // PostgreSQL's own user must be able to enter.
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
            try DevelopmentAdapter.writeTemplate(to: notice)
        } catch {
            throw Failure(.cannotWrite, "\(folder) cannot be written: \(error.localizedDescription)")
        }
    }

    /// The id in the source folder's manifest, whatever else is wrong in it.
    var pluginId: String? {
        guard let text = try? String(contentsOfFile: source + "/plugin.yaml", encoding: .utf8) else { return nil }
        for line in text.split(whereSeparator: \.isNewline) {
            if let match = line.wholeMatch(of: /id:\s*"?([a-z][a-z0-9_]{1,30})"?\s*(?:#.*)?/) { return String(match.1) }
        }
        return nil
    }

    /// Writes `tenants.yaml`: a provider and its client with the plugin.
    /// - Parameters:
    ///   - bundle: Nil while there is nothing to load.
    ///   - others: What they have beside it.
    func configure(
        bundle: String?, pluginId: String, settings: JSONValue, networks: [String], others: [AcceptedBundle]
    ) throws {
        let own = bundle.map { _ in "\(pluginId): {settings: \(settings.text), networks: [\(networks.joined(separator: ", "))]}" }
        let plugins = "{\((others.map(\.instance) + [own].compactMap(\.self)).joined(separator: ", "))}"
        // Others first: the plugin reads their tables.
        let loaded = others.map(\.entry).joined() + (bundle.map { AcceptedBundle.entry(id: pluginId, path: $0) } ?? "")
        let text = """
            version: 1
            plugins:\(loaded.isEmpty ? " []\n" : "\n" + loaded)tenants:
              - {id: operator, kind: operator, members: [{email: operator@dev.test, role: owner}]}
              - {id: provider, kind: provider, members: [{email: provider@dev.test, role: owner}], plugins: \(plugins)}
              - {id: client, kind: client, parent: provider, members: [{email: client@dev.test, role: owner}], plugins: \(plugins)}

            """
        do { try text.write(toFile: configuration, atomically: true, encoding: .utf8) } catch {
            throw Failure(.cannotWrite, "\(configuration) cannot be written: \(error.localizedDescription)")
        }
    }

    /// Copies a bundle to a folder named by its content: what a host has loaded is never written over, and the same build is the same folder.
    /// - Returns: The copy's path.
    func keep(_ bundle: PluginBundle, digest: String) throws -> String {
        let files = FileManager.default
        let name = (bundle.directory as NSString).lastPathComponent
        let target = "\(folder)/builds/\(digest.prefix(16))/\(name)"
        if files.fileExists(atPath: target) { return target }
        let building = "\(folder)/builds/\(digest.prefix(16)).new"
        do {
            try? files.removeItem(atPath: building)
            try files.createDirectory(atPath: building, withIntermediateDirectories: true)
            try files.copyItem(atPath: bundle.directory, toPath: "\(building)/\(name)")
            try files.moveItem(atPath: building, toPath: "\(folder)/builds/\(digest.prefix(16))")
            return target
        } catch {
            throw Failure(.cannotWrite, "\(target) cannot be written: \(error.localizedDescription)")
        }
    }

    /// Removes all builds but one.
    func forget(allBut kept: String) {
        let builds = folder + "/builds"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: builds)) ?? [] where !kept.hasPrefix("\(builds)/\(name)/") {
            try? FileManager.default.removeItem(atPath: "\(builds)/\(name)")
        }
    }
}
