import Foundation
import Glibc

/// The PostgreSQL server that a host runs in its data folder.
struct Postmaster: Sendable, Hashable {
    let processId: pid_t

    init?(of installation: Installation) { self.init(data: installation.data) }

    /// The one of a data folder; nil while none runs.
    init?(data: String) {
        guard let file = try? String(contentsOfFile: data + "/postgres/cluster/postmaster.pid", encoding: .utf8),
            let line = file.split(separator: "\n").first, let identifier = pid_t(line), identifier > 1,
            // The number may be another process's by now.
            let command = FileManager.default.contents(atPath: "/proc/\(identifier)/cmdline"),
            String(decoding: command, as: UTF8.self).contains(data)
        else { return nil }
        processId = identifier
    }

    /// Ends it as the kernel does when memory is short.
    func kill() { _ = Glibc.kill(processId, SIGKILL) }
}
