/* A kernel in a nutshell: what the front does with annotations that a build throws away. */
#ifndef LINUX_COMPILER_TYPES_H
#define LINUX_COMPILER_TYPES_H
#define __user
#define __iomem
#define __percpu
#define __rcu
#endif
