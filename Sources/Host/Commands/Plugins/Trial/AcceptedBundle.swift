import Foundation
import HostPlugins

/// A bundle that this host would load, for the configuration of a private one.
struct AcceptedBundle: Sendable {
    let manifest: Manifest
    /// The bundle's folder, absolute.
    let path: String

    /// Reads and vets a bundle.
    /// - Throws: ``Failure`` if it is refused.
    init(_ bundle: String) throws {
        path = URL(fileURLWithPath: bundle).standardizedFileURL.path
        let report = BundleCheckReport.check(path)
        guard let manifest = report.bundle?.manifest, report.isAccepted else {
            throw Failure(.wrongInput, "\(bundle) is refused\n" + report.issues.joined(separator: "\n"))
        }
        self.manifest = manifest
    }

    /// The plugin's entry under `plugins` of `tenants.yaml`, a line.
    var entry: String { Self.entry(id: manifest.id, path: path) }

    /// The plugin under a tenant's `plugins`, as one of a flow mapping's members.
    var instance: String { "\(manifest.id): {}" }

    /// As ``entry``, of a bundle that somebody else has looked at.
    static func entry(id: String, path: String) -> String { "  - {id: \(id), path: '\(path.replacing("'", with: "''"))'}\n" }
}
