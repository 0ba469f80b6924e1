import Glibc

/// Measures and removes what a plugin left in a folder. It follows no link and trusts neither names nor depth.
///
/// Blocks on the file system.
enum ScratchTree {
    /// What a folder holds, as far as it was looked at.
    struct Size: Sendable, Equatable {
        var bytes: UInt64 = 0
        /// Files and folders.
        var files = 0
        /// Deeper than ``maximumDepth``, or a folder in it cannot be read: then the rest is unknown.
        var isUnknown = false
    }

    /// Descriptors held at once.
    static let maximumDepth = 32

    /// Adds up what lies beneath a folder; stops as soon as one of the limits is passed.
    static func measure(_ path: String, maximumBytes: UInt64, maximumFiles: Int) -> Size {
        var size = Size()
        guard let top = folder(AT_FDCWD, path) else {
            size.isUnknown = true
            return size
        }
        defer { close(top) }
        measure(top, depth: 1, maximumBytes, maximumFiles, &size)
        return size
    }

    private static func measure(_ parent: Int32, depth: Int, _ maximumBytes: UInt64, _ maximumFiles: Int, _ size: inout Size) {
        forEach(parent) { name in
            size.files += 1
            var status = stat()
            if fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 {
                size.bytes += UInt64(max(0, status.st_blocks)) * 512
                if status.st_mode & S_IFMT == S_IFDIR {
                    if depth < maximumDepth, let child = folder(parent, name) {
                        measure(child, depth: depth + 1, maximumBytes, maximumFiles, &size)
                        close(child)
                    } else {
                        size.isUnknown = true
                    }
                }
            }
            return size.bytes <= maximumBytes && size.files <= maximumFiles && !size.isUnknown
        }
    }

    /// Removes a folder with all that lies in it. What cannot be removed stays.
    static func remove(_ path: String) {
        guard let top = folder(AT_FDCWD, path) else { return }
        defer { close(top) }
        for _ in 0..<3 {
            // What lies too deep is moved up and removed in the next round; a round that moves nothing is the last.
            while empty(top, depth: 1, top: top) {}
            // Some file systems leave names out that are read while others are removed.
            if rmdir(path) == 0 { return }
        }
    }

    /// - Returns: Whether something was moved up.
    private static func empty(_ parent: Int32, depth: Int, top: Int32) -> Bool {
        var hasMoved = false
        forEach(parent) { name in
            if unlinkat(parent, name, 0) == 0 { return true }
            guard depth < maximumDepth else {
                if renameat(parent, name, top, "deep-\(UInt64.random(in: .min ... .max))") == 0 { hasMoved = true }
                return true
            }
            // A plugin may make folders that their owner cannot open.
            if let child = folder(parent, name) ?? (fchmodat(parent, name, 0o700, 0) == 0 ? folder(parent, name) : nil) {
                if empty(child, depth: depth + 1, top: top) { hasMoved = true }
                close(child)
            }
            unlinkat(parent, name, AT_REMOVEDIR)
            return true
        }
        return hasMoved
    }

    /// Calls `body` with each name, as the C string that the kernel gave, until it returns false.
    private static func forEach(_ parent: Int32, _ body: (UnsafePointer<CChar>) -> Bool) {
        // An offset of its own: the same folder may be read again.
        guard let own = folder(parent, "."), let stream = fdopendir(own) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let goesOn = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || body(name)
                }
            }
            if !goesOn { return }
        }
    }

    private static func folder(_ parent: Int32, _ name: UnsafePointer<CChar>) -> Int32? {
        let opened = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        return opened < 0 ? nil : opened
    }
}
