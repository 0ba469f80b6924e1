import ArgumentParser
import HostPlugins

/// What a new plugin is written in.
enum PluginLanguage: String, CaseIterable, ExpressibleByArgument {
    case swift
    case c
    case rust

    /// The manifest's `toolchain`: Swift images share the host's runtime, so theirs must be the host's.
    var toolchain: String { self == .swift ? HostToolchain.name : rawValue }
}
