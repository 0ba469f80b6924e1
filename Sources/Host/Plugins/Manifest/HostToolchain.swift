/// The compiler that built this host: Swift plugins share its standard library in one process, so theirs must be the same.
package enum HostToolchain {
    #if compiler(>=6.5)
        package static let name = "swift-6.5"
    #elseif compiler(>=6.4)
        package static let name = "swift-6.4"
    #else
        package static let name = "swift-6.3"
    #endif
}
