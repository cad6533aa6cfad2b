// Nothing to call: the linker puts this target's `malloc` in the place of the system's.
