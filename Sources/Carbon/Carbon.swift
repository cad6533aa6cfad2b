// Carbon
