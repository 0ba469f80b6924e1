import Synchronization

/// Manifests of bundles that were opened once, by the bundle's digest, which names just that content. Thread: any.
final class ManifestMemory: Sendable {
    private let known = Mutex<[String: Manifest]>([:])

    func find(_ digest: String) -> Manifest? { known.withLock { $0[digest] } }
    func keep(_ manifest: Manifest, digest: String) { known.withLock { $0[digest] = manifest } }
}
