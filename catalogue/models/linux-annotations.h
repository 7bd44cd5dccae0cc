/* Forced in front of a Linux unit, behind linux/compiler_types.h: the annotations that a build without sparse throws away
 * become type tags, which cost nothing and stay readable in the syntax tree. */
#ifndef MPX_AUDIT_MODEL_ANNOTATIONS
#define MPX_AUDIT_MODEL_ANNOTATIONS

#ifndef __ASSEMBLY__
#if defined(__has_attribute)
#if __has_attribute(btf_type_tag)

#undef __user
#undef __iomem
#undef __percpu
#undef __rcu
#define __user __attribute__((btf_type_tag("user")))
#define __iomem __attribute__((btf_type_tag("iomem")))
#define __percpu __attribute__((btf_type_tag("percpu")))
#define __rcu __attribute__((btf_type_tag("rcu")))

#endif
#endif
#endif

#endif
