import Foundation

/// Copies that earlier releases made, which kept no signature beside them. Which those are is noted once, on this host's disk, before a copy
/// with its signature is made here: nothing that a database says later makes another one of them.
extension BundleCache {
    private var note: String { "\(folder)/.former-copies" }

    /// Notes them unless they were noted before; call when a host starts. Where it cannot be noted there are none.
    func noteFormerCopies() {
        guard mkdir(folder, 0o755) == 0 || errno == EEXIST, access(note, F_OK) != 0,
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        else { return }
        let former = names.filter { name in
            !name.hasPrefix(".") && access("\(directory(name))/\(BundleContents.signatureName)", F_OK) != 0
        }
        // Another host that was faster saw the same.
        try? write(Array(former.sorted().joined(separator: "\n").utf8), to: note, mode: 0o444)
    }

    /// Whether a copy was here before signatures were kept.
    func isFormer(_ digest: String) -> Bool {
        guard let text = try? String(contentsOfFile: note, encoding: .utf8) else { return false }
        return text.split(separator: "\n").contains { $0 == digest }
    }
}
